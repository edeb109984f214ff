#include "pagehistory.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

QByteArray lineOf(const Commit &commit)
{
    QJsonArray changed;
    for (const PageBlock &page : commit.changed)
        changed.append(QJsonArray{ qint64(page.page), qint64(page.block) });
    const QJsonObject line{ { u"bookmark"_s, commit.bookmark },
                            { u"at"_s, commit.at },
                            { u"what"_s, commit.what },
                            { u"pages"_s, qint64(commit.pageCount) },
                            { u"changed"_s, changed } };
    return QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
}

std::optional<Commit> commitFrom(const QByteArray &text)
{
    const QJsonObject line = QJsonDocument::fromJson(text).object();
    if (line.isEmpty() || !text.endsWith('\n'))
        return {};
    Commit commit{ .bookmark = line.value(u"bookmark"_s).toString(),
                   .at = line.value(u"at"_s).toInteger(),
                   .what = line.value(u"what"_s).toString(),
                   .pageCount = quint32(line.value(u"pages"_s).toInteger()) };
    for (const auto &entry : line.value(u"changed"_s).toArray())
        commit.changed.append({ quint32(entry[0].toInteger()), quint32(entry[1].toInteger()) });
    return commit;
}

void apply(const Commit &commit, QList<quint32> &blocks)
{
    blocks.resize(commit.pageCount);
    for (const PageBlock &page : commit.changed) {
        if (page.page >= 1 && page.page <= commit.pageCount)
            blocks[page.page - 1] = page.block;
    }
}

} // namespace

Result<PageHistory> PageHistory::open(const QString &folder)
{
    PageHistory history;
    history.m_pages = std::make_unique<QFile>(folder + u"/pages.bin"_s);
    history.m_lines = std::make_unique<QFile>(folder + u"/commits.jsonl"_s);
    if (auto loaded = history.load(); !loaded)
        return loaded.error();
    return history;
}

Result<> PageHistory::load()
{
    if (!m_pages->open(QIODevice::ReadWrite))
        return failed(*m_pages);
    if (!m_lines->open(QIODevice::ReadWrite))
        return failed(*m_lines);
    m_blocks = quint32(m_pages->size() / PageSize);
    qint64 whole = 0;
    while (!m_lines->atEnd()) {
        const auto commit = commitFrom(m_lines->readLine());
        if (!commit)
            break;
        apply(*commit, m_head);
        m_commits.append(*commit);
        whole = m_lines->pos();
    }
    if (!m_lines->resize(whole) || !m_lines->seek(whole))
        return failed(*m_lines);
    return Ok{};
}

qsizetype PageHistory::find(const QString &bookmark) const
{
    for (qsizetype index = m_commits.size() - 1; index >= 0; --index) {
        if (m_commits.at(index).bookmark == bookmark)
            return index;
    }
    return -1;
}

qsizetype PageHistory::at(qint64 moment) const
{
    const auto after = std::upper_bound(
        m_commits.begin(), m_commits.end(), moment, [](qint64 time, const Commit &commit) {
            return time < commit.at;
        });
    return after - m_commits.begin() - 1;
}

Result<> PageHistory::append(Commit commit, const Pages &pages)
{
    commit.pageCount = pages.count;
    if (!m_pages->seek(qint64(m_blocks) * PageSize))
        return failed(*m_pages);
    for (auto page = pages.content.begin(); page != pages.content.end(); ++page) {
        const bool isOld = page.key() <= m_head.size() && block(m_head.at(page.key() - 1)) == *page;
        if (isOld || page.key() > pages.count)
            continue;
        if (!m_pages->seek(qint64(m_blocks) * PageSize) || m_pages->write(*page) != PageSize)
            return failed(*m_pages);
        commit.changed.append({ page.key(), m_blocks++ });
    }
    if (!m_pages->flush())
        return failed(*m_pages);
    return write(commit);
}

Result<> PageHistory::appendReturn(Commit commit, qsizetype to)
{
    const QList<quint32> blocks = blocksOf(to);
    commit.pageCount = quint32(blocks.size());
    for (qsizetype index = 0; index < blocks.size(); ++index) {
        if (index >= m_head.size() || m_head.at(index) != blocks.at(index))
            commit.changed.append({ quint32(index + 1), blocks.at(index) });
    }
    return write(commit);
}

Result<> PageHistory::write(const Commit &commit)
{
    const QByteArray line = lineOf(commit);
    if (m_lines->write(line) != line.size() || !m_lines->flush())
        return failed(*m_lines);
    apply(commit, m_head);
    m_commits.append(commit);
    return Ok{};
}

QList<quint32> PageHistory::blocksOf(qsizetype commit) const
{
    QList<quint32> blocks;
    for (qsizetype index = 0; index <= commit; ++index)
        apply(m_commits.at(index), blocks);
    return blocks;
}

QByteArray PageHistory::block(quint32 number) const
{
    return m_pages->seek(qint64(number) * PageSize) ? m_pages->read(PageSize) : QByteArray();
}

Result<> PageHistory::extract(qsizetype commit, const QString &path) const
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        return failed(file);
    for (const quint32 number : blocksOf(commit)) {
        if (file.write(block(number)) != PageSize)
            return failed(file);
    }
    return Ok{};
}

bool PageHistory::isHead(const Pages &pages) const
{
    if (pages.count != quint32(m_head.size()))
        return false;
    for (quint32 number = 1; number <= pages.count; ++number) {
        if (block(m_head.at(number - 1)) != pages.content.value(number))
            return false;
    }
    return true;
}

Error PageHistory::failed(const QFile &file) const
{
    return { .kind = Error::Kind::Database,
             .message = u"The history of a database cannot be kept in %1: %2."_s.arg(
                 file.fileName(), file.errorString()),
             .remedy = u"Check the disk and the folder's permissions."_s,
             .where = { .file = file.fileName() } };
}

} // namespace tidemark::sandbox
