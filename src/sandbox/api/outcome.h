#pragma once

#include <QString>

#include <utility>
#include <variant>

namespace tidemark::sandbox {

/// A refusal in the service's own terms.
struct ApiError {
    int status = 400;
    int code = 7500;
    QString message;
};

[[nodiscard]] inline ApiError malformed(const QString &what)
{
    return { .code = 7400, .message = QStringLiteral("The request is malformed: ") + what };
}

/// A value, or the refusal that is sent in its place.
template<typename T>
class [[nodiscard]] Outcome
{
public:
    // Implicit from both, like Result.
    // NOLINTBEGIN(google-explicit-constructor)
    Outcome(T value)
        : m_content(std::in_place_index<0>, std::move(value))
    {}
    Outcome(ApiError error)
        : m_content(std::in_place_index<1>, std::move(error))
    {}
    // NOLINTEND(google-explicit-constructor)

    [[nodiscard]] explicit operator bool() const { return m_content.index() == 0; }
    [[nodiscard]] T &operator*() { return std::get<0>(m_content); }
    [[nodiscard]] const T &operator*() const { return std::get<0>(m_content); }
    [[nodiscard]] T *operator->() { return &std::get<0>(m_content); }
    [[nodiscard]] const T *operator->() const { return &std::get<0>(m_content); }
    [[nodiscard]] const ApiError &error() const { return std::get<1>(m_content); }

private:
    std::variant<T, ApiError> m_content;
};

} // namespace tidemark::sandbox
