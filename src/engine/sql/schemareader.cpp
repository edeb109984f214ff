#include "schemareader.h"
