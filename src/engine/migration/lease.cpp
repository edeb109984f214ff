#include "lease.h"
