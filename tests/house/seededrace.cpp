// A data race on purpose: in the thread sanitizer's build this program must be reported, or the sanitizer sees nothing.

#include <thread>

namespace {

int counter = 0;

void count()
{
    for (int i = 0; i < 100'000; ++i)
        counter = counter + 1;
}

} // namespace

int main()
{
    std::thread other(count);
    count();
    other.join();
    return 0;
}
