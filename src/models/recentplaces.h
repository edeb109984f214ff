#pragma once

#include "recentmodel.h"

class QSettings;

namespace tidemark {

class ProjectSession;

/// Keeps what was open before, at most a dozen, in settings. Names, paths and states alone; never a token.
class RecentPlaces : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// From now on in @p settings, which outlive this; until then nothing is kept.
    void keepIn(QSettings &settings);
    [[nodiscard]] RecentModel *model() { return &m_model; }

    /// Puts what is open in front, as it is known now.
    void remember(const ProjectSession &project);
    void forget(int row);

private:
    void write();

    RecentModel m_model;
    QSettings *m_settings = nullptr;
};

} // namespace tidemark
