#include "localstate.h"
