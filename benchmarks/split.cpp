// tidemark-bench split FILE: finds the statements of a script as the import does, and says how many there are.

#include <engine/transfer/dumpreader.h>

#include <QFile>

#include <cstdio>

using namespace tidemark;

int main(int count, char *words[])
{
    if (count != 3 || QByteArrayView(words[1]) != "split") {
        std::fputs("tidemark-bench split FILE\n", stderr);
        return 64;
    }
    QFile file(QFile::decodeName(words[2]));
    if (!file.open(QIODevice::ReadOnly)) {
        std::fprintf(stderr, "%s cannot be read\n", words[2]);
        return 66;
    }
    DumpReader reader(file);
    while (true) {
        const auto more = reader.next();
        if (!more) {
            std::fprintf(stderr, "%s\n", qUtf8Printable(more.error().message));
            return 65;
        }
        if (!*more)
            break;
    }
    std::printf("%d statements\n", reader.number());
    return 0;
}
