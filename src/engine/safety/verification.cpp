#include "verification.h"
