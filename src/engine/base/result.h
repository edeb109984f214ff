#pragma once

#include "error.h"

#include <utility>
#include <variant>

namespace tidemark {

/// "Nothing to say": the value of a Result that only reports success.
struct Ok {
    bool operator==(const Ok &other) const = default;
};

/// A value of T or the Error that stands in its place. Test it, then dereference it.
template<typename T = Ok>
class [[nodiscard]] Result
{
public:
    // Implicit from both, so that functions simply return a value or an error.
    // NOLINTBEGIN(google-explicit-constructor)
    Result(T value)
        : m_content(std::in_place_index<0>, std::move(value))
    {}
    Result(Error error)
        : m_content(std::in_place_index<1>, std::move(error))
    {}
    // NOLINTEND(google-explicit-constructor)

    [[nodiscard]] explicit operator bool() const { return m_content.index() == 0; }

    [[nodiscard]] T &operator*() & { return std::get<0>(m_content); }
    [[nodiscard]] const T &operator*() const & { return std::get<0>(m_content); }
    [[nodiscard]] T &&operator*() && { return std::get<0>(std::move(m_content)); }
    [[nodiscard]] T *operator->() { return &std::get<0>(m_content); }
    [[nodiscard]] const T *operator->() const { return &std::get<0>(m_content); }

    [[nodiscard]] const Error &error() const { return std::get<1>(m_content); }
    [[nodiscard]] Error &error() { return std::get<1>(m_content); }

    [[nodiscard]] T valueOr(T fallback) const { return *this ? **this : std::move(fallback); }

private:
    std::variant<T, Error> m_content;
};

} // namespace tidemark
