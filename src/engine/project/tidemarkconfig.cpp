#include "tidemarkconfig.h"
