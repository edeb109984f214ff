#pragma once

#include "fixtures.h"

namespace tidemark {

using namespace Qt::StringLiterals;
using Effect = D1Request::Effect;

// Calls of the API, and answers to them.

inline D1Request reading()
{
    return { .path = { u"accounts"_s, u"a c"_s } };
}

inline D1Request writing()
{
    return { .verb = D1Request::Verb::Post,
             .path = { u"accounts"_s, u"acc"_s, u"raw"_s },
             .body = { { u"sql"_s, u"INSERT"_s } },
             .effect = Effect::Writes };
}

inline ScriptedServer::Answer page(int status, const QByteArray &body)
{
    return { .status = status, .body = body, .headers = { { "Content-Type", "text/html" } } };
}

inline ScriptedServer::Answer
withHeader(ScriptedServer::Answer answer, const QByteArray &name, const QByteArray &value)
{
    answer.headers.append({ name, value });
    return answer;
}

} // namespace tidemark
