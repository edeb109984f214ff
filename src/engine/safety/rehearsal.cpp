#include "rehearsal.h"
