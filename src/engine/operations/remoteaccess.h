#pragma once

#include "cloudflare.h"
#include "targetaccess.h"

namespace tidemark {

/// A D1 database at Cloudflare. Its connection is made once; opening asks nothing, except its id where only the name is
/// known.
class RemoteAccess final : public TargetAccess
{
public:
    RemoteAccess(std::shared_ptr<Cloudflare> cloudflare, Target target)
        : m_cloudflare(std::move(cloudflare))
        , m_target(std::move(target))
    {}

    [[nodiscard]] QCoro::Task<Result<DatabasePointer>> open() override;
    [[nodiscard]] QCoro::Task<Result<DatabasePointer>> openForWriting() override;
    /// The bookmark of now.
    [[nodiscard]] QCoro::Task<Result<SafetyPoint>>
    takeSafetyPoint(BackupRequest request, int keep, Conduct conduct) override;
    [[nodiscard]] QCoro::Task<Result<QString>> contentFile(QString scratch,
                                                           Conduct conduct) override;

private:
    std::shared_ptr<Cloudflare> m_cloudflare;
    Target m_target;
    D1DatabasePointer m_database = {};
};

} // namespace tidemark
