#include "adoption.h"
