#pragma once

#include "bytebuffer.h"

namespace tidemark {

/// Appends decimals that SQLite reads back as this very number, always with a point or an exponent: 17 digits, or a product
/// of powers of two where SQLite's own reader misses even those. Infinities are ±9e999.
void appendSqlReal(ByteBuffer &out, double number);

/// The shortest decimal that IEEE 754 reads back; always with a point or an exponent. Not for the infinities.
void appendShortReal(ByteBuffer &out, double number);

} // namespace tidemark
