#include "wranglerconfig.h"
