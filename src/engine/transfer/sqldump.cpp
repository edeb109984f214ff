#include "sqldump.h"
