#pragma once

#include <memory>

class QWidget;

namespace tidemark {

class SyntaxLibrary;

/// A page of every widget of ui/, put together like the migrations page, with sample values.
[[nodiscard]] std::unique_ptr<QWidget> makePageGallery(const SyntaxLibrary &library);
/// Every state mark with its word, the environments, buttons of each emphasis, fields and marks.
[[nodiscard]] std::unique_ptr<QWidget> makeControlGallery();

} // namespace tidemark
