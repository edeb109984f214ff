#pragma once

#include "targetaccess.h"

namespace tidemark {

/// A SQLite file, or wrangler's local copy of a D1 database.
class LocalAccess final : public TargetAccess
{
public:
    explicit LocalAccess(Target target)
        : m_target(std::move(target))
    {}

    [[nodiscard]] QCoro::Task<Result<DatabasePointer>> open() override;
    [[nodiscard]] QCoro::Task<Result<DatabasePointer>> openForWriting() override;
    [[nodiscard]] QCoro::Task<Result<SafetyPoint>>
    takeSafetyPoint(BackupRequest request, int keep, Conduct conduct) override;
    [[nodiscard]] QCoro::Task<Result<QString>> contentFile(QString scratch,
                                                           Conduct conduct) override;

private:
    Target m_target;
};

} // namespace tidemark
