#include "evaluation.h"

#include "mirror.h"

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

bool isApplied(const LedgerEntry *entry)
{
    return entry && entry->state == LedgerEntry::State::Applied;
}

bool isRecordedByUs(const LedgerEntry *entry)
{
    return entry && entry->state != LedgerEntry::State::RolledBack;
}

void fill(MigrationStatus &status, const LedgerEntry &entry)
{
    status.seq = entry.seq;
    status.appliedAt = entry.finishedAt.isValid() ? entry.finishedAt : entry.startedAt;
    status.appliedBy = entry.actor;
    status.duration = entry.duration;
    status.appliedSql = entry.sql;
}

MigrationStatus fromEntry(const LedgerEntry &entry)
{
    MigrationStatus status{ .id = entry.id, .version = entry.version, .name = entry.name };
    status.checksum = entry.checksum;
    fill(status, entry);
    return status;
}

// "0004_rooms_table" → "0004"; empty if it begins with something else.
QString leadingDigits(const QString &id)
{
    const auto end
        = std::find_if(id.cbegin(), id.cend(), [](QChar c) { return c < u'0' || c > u'9'; });
    return id.left(end - id.cbegin());
}

MigrationStatus fromMirror(const MirrorRow &row, LayoutKind layout)
{
    MigrationStatus status;
    status.id = mirror::idOf(row);
    status.version = leadingDigits(status.id);
    status.name = status.id.mid(status.version.size() + (status.version.isEmpty() ? 0 : 1));
    if (status.version.isEmpty() && row.version)
        status.version = QString::number(*row.version);
    status.appliedAt = row.appliedAt;
    status.appliedBy = mirror::toolName(layout);
    return status;
}

QString remarkFor(const LedgerEntry &entry)
{
    if (entry.state == LedgerEntry::State::Failed) {
        return u"It stopped after statement %1 of %2: %3"_s.arg(entry.statementsApplied)
            .arg(entry.statementsTotal)
            .arg(entry.error);
    }
    return u"Whether it is in effect is not known%1; settle it with `tidemark-cli resolve %2`."_s
        .arg(entry.error.isEmpty() ? QString() : u" ("_s + entry.error + u')', entry.id);
}

} // namespace

Evaluation::Evaluation(const StatusInput &input)
    : m_input(input)
    , m_live(streamSchema(input))
    , m_fingerprint(fingerprint(m_live))
{
    const auto &migrations = input.stream.migrations;
    for (int i = 0; i < migrations.size(); ++i) {
        const Migration &migration = migrations.at(i);
        m_positions.insert(migration.id, i);
        if (!migration.isInit && !migration.version.isEmpty()) {
            m_byNumber[migration.number].append(&migration);
            m_greatestNumber = std::max(m_greatestNumber, migration.number);
        }
    }
    indexEntries();
    indexMirror();
}

void Evaluation::indexEntries()
{
    for (const auto &entry : m_input.ledger.entries)
        m_entries.insert(entry.id, &entry);
}

void Evaluation::indexMirror()
{
    QHash<QString, const Migration *> byName;
    const LayoutKind layout = m_input.stream.layout.kind;
    if (layout != LayoutKind::Numbered) {
        for (const auto &migration : m_input.stream.migrations) {
            for (const auto &name : mirror::namesOf(migration, layout))
                byName.insert(name, &migration);
        }
    }
    for (const auto &row : m_input.ledger.mirror) {
        const Migration *migration = byName.value(row.name);
        if (migration && !migration->isInit)
            m_mirror.insert(migration->id, &row);
        else
            assignMirrorRow(row);
    }
}

// _migrations knows numbers: the name decides between two of the same, and only then has to be right.
void Evaluation::assignMirrorRow(const MirrorRow &row)
{
    const auto candidates
        = row.version ? m_byNumber.value(*row.version) : QList<const Migration *>{};
    const auto found
        = std::find_if(candidates.cbegin(), candidates.cend(), [&](const Migration *migration) {
              return mirror::matches(row, *migration, m_input.stream.layout.kind);
          });
    if (found != candidates.cend())
        m_mirror.insert((*found)->id, &row);
    else if (candidates.size() == 1)
        m_mirror.insert(candidates.first()->id, &row);
    else
        m_orphans.append(&row);
}

bool Evaluation::hasForeignRecords() const
{
    const auto isForeign
        = [this](const QString &id) { return !isRecordedByUs(m_entries.value(id)); };
    for (auto row = m_mirror.cbegin(); row != m_mirror.cend(); ++row) {
        if (isForeign(row.key()))
            return true;
    }
    return std::any_of(m_orphans.cbegin(), m_orphans.cend(), [&](const MirrorRow *row) {
        return isForeign(mirror::idOf(*row));
    });
}

bool Evaluation::needsReplay() const
{
    const auto &entries = m_input.ledger.entries;
    if (entries.isEmpty() && m_input.ledger.mirror.isEmpty())
        return !m_live.isEmpty();
    if (entries.isEmpty() || entries.constLast().fingerprintAfter.isEmpty())
        return true;
    return hasForeignRecords() || m_fingerprint != entries.constLast().fingerprintAfter;
}

void Evaluation::takeEntry(MigrationStatus &status,
                           const Migration &migration,
                           const LedgerEntry &entry) const
{
    fill(status, entry);
    status.inEffect = isApplied(&entry);
    const bool isEdited = entry.checksum != migration.up.checksum;
    if (!status.inEffect) {
        const bool failed = entry.state == LedgerEntry::State::Failed;
        status.state = failed ? MigrationState::Failed : MigrationState::Indeterminate;
        status.remark = remarkFor(entry);
    } else if (isEdited && entry.tokenChecksum != migration.up.tokenChecksum()) {
        status.state = MigrationState::Edited;
        status.remark = u"The file is not what was applied: its statements changed."_s;
    } else if (isEdited) {
        status.state = MigrationState::EditedCosmetic;
        status.remark = u"Comments or white space of the file changed since it was applied."_s;
    } else if (entry.outOfOrder) {
        status.state = MigrationState::AppliedOutOfOrder;
        status.remark = u"It was applied after migrations that come later in order."_s;
    } else if (entry.kind == LedgerEntry::Kind::Baseline) {
        status.state = MigrationState::Baseline;
    } else if (entry.kind == LedgerEntry::Kind::Adopt) {
        status.state = MigrationState::Adopted;
    } else {
        status.state = MigrationState::Applied;
    }
}

void Evaluation::takeMirrorRow(MigrationStatus &status, const Migration &migration) const
{
    const MirrorRow &row = *m_mirror.value(migration.id);
    const LayoutKind layout = m_input.stream.layout.kind;
    status.state = MigrationState::Applied;
    status.inEffect = true;
    status.appliedAt = row.appliedAt;
    status.appliedBy = mirror::toolName(layout);
    if (!mirror::namesOf(migration, layout).contains(row.name)) {
        status.remark = u"%1 has its number under the name %2."_s.arg(
            ledgerNames(m_input.stream).mirrorTable, row.name);
    }
}

void Evaluation::takeAbsence(MigrationStatus &status, const Migration &migration) const
{
    const LedgerEntry *entry = m_entries.value(migration.id);
    if (!entry)
        return;
    fill(status, *entry);
    status.state = MigrationState::RolledBack;
    status.remark = u"It was rolled back; `tidemark-cli up` applies it again."_s;
}

MigrationStatus Evaluation::fromRecords(const Migration &migration) const
{
    MigrationStatus status{ .id = migration.id,
                            .version = migration.version,
                            .name = migration.name };
    status.checksum = migration.up.checksum;
    status.hasDown = migration.down.has_value();
    const LedgerEntry *entry = m_entries.value(migration.id);
    if (isRecordedByUs(entry))
        takeEntry(status, migration, *entry);
    else if (m_mirror.contains(migration.id))
        takeMirrorRow(status, migration);
    else
        takeAbsence(status, migration);
    return status;
}

MigrationStatus Evaluation::absent(MigrationStatus status, qint64 number) const
{
    const bool newer = !status.version.isEmpty() && number > m_greatestNumber;
    status.inEffect = true;
    status.state = newer ? MigrationState::Future : MigrationState::Missing;
    status.remark = newer ? u"It was applied by a newer checkout: there is no such file here."_s
                          : u"It is recorded as applied, but its file is gone."_s;
    return status;
}

Evaluation::Statuses Evaluation::withoutFile() const
{
    Statuses statuses;
    for (const auto &entry : m_input.ledger.entries) {
        if (m_positions.contains(entry.id) || !isRecordedByUs(&entry))
            continue;
        MigrationStatus status = absent(fromEntry(entry), entry.version.toLongLong());
        if (!isApplied(&entry)) {
            const bool failed = entry.state == LedgerEntry::State::Failed;
            status.inEffect = false;
            status.state = failed ? MigrationState::Failed : MigrationState::Indeterminate;
            status.remark = remarkFor(entry);
        }
        statuses.append(status);
    }
    for (const MirrorRow *row : m_orphans) {
        if (isRecordedByUs(m_entries.value(mirror::idOf(*row))))
            continue;
        const auto status = fromMirror(*row, m_input.stream.layout.kind);
        statuses.append(absent(status, status.version.toLongLong()));
    }
    return statuses;
}

void Evaluation::recogniseRenamed(Statuses &files, Statuses &absent) const
{
    QHash<QString, int> byChecksum;
    for (int i = 0; i < absent.size(); ++i) {
        if (absent.at(i).inEffect && !absent.at(i).checksum.isEmpty())
            byChecksum.insert(absent.at(i).checksum, i);
    }
    QList<int> found;
    for (auto &file : files) {
        // _migrations goes by numbers: its row is the renamed file's too, although our ledger has the old name.
        const bool isNew = file.state == MigrationState::Pending
                           || (file.state == MigrationState::Applied && file.seq == 0);
        const auto match = isNew ? byChecksum.find(file.checksum) : byChecksum.end();
        if (match == byChecksum.end())
            continue;
        const MigrationStatus &old = absent.at(*match);
        found.append(*match);
        byChecksum.erase(match);
        file.state = MigrationState::Renamed;
        file.inEffect = true;
        file.seq = old.seq;
        file.appliedAt = old.appliedAt;
        file.appliedBy = old.appliedBy;
        file.duration = old.duration;
        file.appliedSql = old.appliedSql;
        file.remark = u"It was applied under the name %1."_s.arg(old.id);
    }
    std::sort(found.begin(), found.end(), std::greater<>());
    for (const int index : found)
        absent.removeAt(index);
}

} // namespace tidemark
