#pragma once

#include <ui/appearance.h>

#include <QTranslator>

#include <memory>

namespace tidemark {

class TidemarkStyle;

/// What every program with our windows sets up first: resources, style, light or dark. Needs a QApplication.
class WindowApplication
{
public:
    WindowApplication();
    ~WindowApplication();

    [[nodiscard]] Appearance &appearance() { return *m_appearance; }

private:
    QTranslator m_english;
    std::unique_ptr<Appearance> m_appearance;
};

} // namespace tidemark
