#include "d1profile.h"
