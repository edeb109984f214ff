#include "safetypoint.h"
