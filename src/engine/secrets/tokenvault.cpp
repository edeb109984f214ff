#include "tokenvault.h"

#include "secretservice.h"

#include <QCoroFuture>

#include <QLibrary>
#include <QPromise>
#include <qt6keychain/keychain.h>
#include <QTimer>

#include <atomic>
#include <functional>
#include <memory>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

enum class Ending { Done, Missing, Denied, Failed, TooLate, Stopped };

struct Outcome {
    Ending ending = Ending::Failed;
    QString detail; ///< QtKeychain's own words; they name no secret
    Secret secret;
};

// Whoever ends a wait first decides it: the job, the clock, or a stop from whichever thread.
class Wait
{
public:
    Wait() { m_promise.start(); }
    [[nodiscard]] QFuture<Outcome> future() { return m_promise.future(); }
    void end(const Outcome &outcome)
    {
        if (m_ended.exchange(true))
            return;
        m_promise.addResult(outcome);
        m_promise.finish();
    }

private:
    QPromise<Outcome> m_promise;
    std::atomic_bool m_ended = false;
};

struct StopWait {
    std::shared_ptr<Wait> wait;
    void operator()() const { wait->end({ Ending::Stopped, {}, {} }); }
};

Ending endingOf(QKeychain::Error error)
{
    switch (error) {
    case QKeychain::NoError:
        return Ending::Done;
    case QKeychain::EntryNotFound:
        return Ending::Missing;
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return Ending::Denied;
    case QKeychain::CouldNotDeleteEntry:
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
    case QKeychain::OtherError:
        break;
    }
    return Ending::Failed;
}

Outcome outcomeOf(const QKeychain::Job *job)
{
    Outcome outcome{ endingOf(job->error()), job->errorString(), {} };
    const auto *read = qobject_cast<const QKeychain::ReadPasswordJob *>(job);
    if (read && outcome.ending == Ending::Done)
        outcome.secret = Secret(read->binaryData());
    return outcome;
}

// libsecret keeps its session for the life of the process, and a keychain that was started again knows nothing of it
// ("The session wrapping the secret does not exist"). Let go, it makes a new one.
void forgetSession()
{
    QLibrary libsecret(u"secret-1"_s, 0); // what QtKeychain has loaded
    if (const auto disconnect = libsecret.resolve("secret_service_disconnect"))
        disconnect();
}

// The job deletes itself when it is done, which may be long after we gave up: libsecret cannot be called off.
QCoro::Task<Outcome>
attempt(QKeychain::Job *job, std::chrono::milliseconds patience, std::stop_token stop)
{
    const auto wait = std::make_shared<Wait>();
    QFuture<Outcome> future = wait->future();
    job->setInsecureFallback(false); // a token in a plain file is what we must never have
    job->setAutoDelete(true);
    QObject::connect(job, &QKeychain::Job::finished, job, [wait](QKeychain::Job *done) {
        wait->end(outcomeOf(done));
    });
    QTimer::singleShot(patience, job, [wait] { wait->end({ Ending::TooLate, {}, {} }); });
    job->start();
    const std::stop_callback<StopWait> onStop(stop, StopWait{ wait });
    const Outcome outcome = co_await future;
    co_return outcome;
}

using JobMaker = std::function<QKeychain::Job *()>;

QCoro::Task<Outcome>
ended(JobMaker makeJob, std::chrono::milliseconds patience, std::stop_token stop)
{
    const Outcome first = co_await attempt(makeJob(), patience, stop);
    if (first.ending != Ending::Failed)
        co_return first;
    forgetSession();
    const Outcome second = co_await attempt(makeJob(), patience, stop);
    co_return second;
}

QKeychain::Job *withKey(QKeychain::Job *job, const QString &account)
{
    job->setKey(account);
    return job;
}

Error locked()
{
    return { .kind = Error::Kind::Unauthorized,
             .message = u"The keychain is locked, and it was not unlocked."_s,
             .remedy
             = u"Unlock it and try again, or set CLOUDFLARE_API_TOKEN for this command."_s };
}

Error tooLate(std::chrono::milliseconds patience)
{
    return { .kind = Error::Kind::Unreachable,
             .message = u"The keychain did not answer within %1 seconds."_s.arg(
                 std::chrono::ceil<std::chrono::seconds>(patience).count()),
             .remedy = u"Perhaps it waits behind another window to be unlocked. "
                       u"CLOUDFLARE_API_TOKEN does without it."_s };
}

// QtKeychain says little about the reason; D-Bus is asked, and its answer is the better one.
QCoro::Task<Error> explained(Outcome outcome, QString service, std::chrono::milliseconds patience)
{
    if (outcome.ending == Ending::Stopped)
        co_return cancelled();
    if (outcome.ending == Ending::TooLate)
        co_return tooLate(patience);
    const auto entries = co_await keychainEntries(service);
    if (!entries)
        co_return entries.error();
    if (outcome.ending == Ending::Denied)
        co_return locked();
    co_return Error{ .kind = Error::Kind::Unreachable,
                     .message = u"The keychain refused: %1"_s.arg(outcome.detail),
                     .remedy = u"Look at it with its own program (Passwords and Keys, KWallet), or "
                               u"set CLOUDFLARE_API_TOKEN."_s };
}

} // namespace

TokenVault::TokenVault(QString service, std::chrono::milliseconds patience)
    : m_service(std::move(service))
    , m_patience(patience)
{}

QCoro::Task<Result<std::optional<Secret>>> TokenVault::read(QString account,
                                                            std::stop_token stop) const
{
    const QString service = m_service;
    const auto patience = m_patience;
    const JobMaker job
        = [service, account] { return withKey(new QKeychain::ReadPasswordJob(service), account); };
    const Outcome outcome = co_await ended(job, patience, stop);
    if (outcome.ending == Ending::Done) {
        std::optional<Secret> found(outcome.secret);
        co_return found;
    }
    if (outcome.ending != Ending::Missing) {
        const Error error = co_await explained(outcome, service, patience);
        co_return error;
    }
    // libsecret calls an entry missing that it was not allowed to unlock.
    const auto entries = co_await keychainEntries(service);
    if (entries && entries->locked.contains(account))
        co_return locked();
    std::optional<Secret> none;
    co_return none;
}

QCoro::Task<Result<>> TokenVault::write(QString account, Secret token, std::stop_token stop) const
{
    const QString service = m_service;
    const auto patience = m_patience;
    const JobMaker job = [service, account, token] {
        auto *write = new QKeychain::WritePasswordJob(service);
        write->setTextData(QString::fromLatin1(token.reveal()));
        return withKey(write, account);
    };
    const Outcome outcome = co_await ended(job, patience, stop);
    if (outcome.ending == Ending::Done)
        co_return Ok{};
    const Error error = co_await explained(outcome, service, patience);
    co_return error;
}

QCoro::Task<Result<bool>> TokenVault::remove(QString account, std::stop_token stop) const
{
    const QString service = m_service;
    const auto patience = m_patience;
    // libsecret reports success whether or not there was anything to delete.
    const auto before = co_await keychainEntries(service);
    const JobMaker job = [service, account] {
        return withKey(new QKeychain::DeletePasswordJob(service), account);
    };
    const Outcome outcome = co_await ended(job, patience, stop);
    if (outcome.ending == Ending::Missing)
        co_return false;
    if (outcome.ending != Ending::Done) {
        const Error error = co_await explained(outcome, service, patience);
        co_return error;
    }
    if (!before)
        co_return true;
    const auto after = co_await keychainEntries(service);
    if (after && after->locked.contains(account))
        co_return locked();
    co_return before->open.contains(account) || before->locked.contains(account);
}

QCoro::Task<Result<QStringList>> TokenVault::accounts() const
{
    const auto entries = co_await keychainEntries(m_service);
    if (!entries)
        co_return entries.error();
    QStringList all = entries->open + entries->locked;
    all.removeDuplicates();
    all.sort();
    co_return all;
}

} // namespace tidemark
