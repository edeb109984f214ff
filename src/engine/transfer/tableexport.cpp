#include "tableexport.h"
