#include "sqlitedatabase.h"
