// Threads that work on one call together. WebAssembly has one.
#pragma once

#include "vectors.h"

#if !defined(__wasm__)
#include <pthread.h>
#include <sched.h>
#endif
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace fastlstm {

/** The most threads that a call uses. */
constexpr Index MOST_THREADS = 64;

/**
 * Flushes denormal numbers (below 1e-38) to zero while it is in scope. Vanishing gradients reach
 * them, and they make arithmetic many times slower. WebAssembly has no such switch.
 */
struct WithoutDenormals {
#if defined(__x86_64__)
  WithoutDenormals() { _mm_setcsr(before | 0x8040); }
  ~WithoutDenormals() { _mm_setcsr(before); }
  unsigned before = _mm_getcsr();
#endif
};

/** Lets another thread run after a while of waiting in a loop: the others are microseconds away. */
template <class Ready>
void waitUntil([[maybe_unused]] Ready ready) {
#if !defined(__wasm__)
  for (Index spins = 0; !ready(); spins++)
    if (spins > 4000) sched_yield();
#endif
}

/** What the threads of a call share. */
class Team {
 public:
  Index size() const { return __atomic_load_n(&members, __ATOMIC_ACQUIRE); }
  void start(Index size) { __atomic_store_n(&members, size, __ATOMIC_RELEASE); }
  /** Returns when all threads of the team have called this. */
  void meet() {
    if (members == 1) return;
    const Index round = __atomic_load_n(&rounds, __ATOMIC_ACQUIRE);
    if (__atomic_add_fetch(&arrived, 1, __ATOMIC_ACQ_REL) == members) {
      __atomic_store_n(&arrived, 0, __ATOMIC_RELAXED);
      __atomic_store_n(&rounds, round + 1, __ATOMIC_RELEASE);
    } else {
      waitUntil([&] { return __atomic_load_n(&rounds, __ATOMIC_ACQUIRE) != round; });
    }
  }

 private:
  alignas(64) Index members = 0;
  alignas(64) Index arrived = 0;
  alignas(64) Index rounds = 0;
};

/**
 * Calls `work(part, team)` in as many threads as the machine has for it, at most `parts`. Part 0
 * is this thread. `team.size()` says how many there are.
 */
template <class Work>
void inThreads([[maybe_unused]] Index parts, const Work& work) {
  Team team;
  const auto runPart = [&](Index part) {
    [[maybe_unused]] WithoutDenormals fast;
    work(part, team);
  };
  Index started = 1;
#if !defined(__wasm__)
  struct Start {
    const decltype(runPart)* run;
    Team* team;
    Index part;
  };
  Start starts[MOST_THREADS];
  pthread_t threads[MOST_THREADS];
  const auto entry = [](void* given) -> void* {
    const Start& start = *static_cast<Start*>(given);
    waitUntil([&] { return start.team->size() > 0; });
    (*start.run)(start.part);
    return nullptr;
  };
  for (; started < least(parts, MOST_THREADS); started++) {
    starts[started] = {&runPart, &team, started};
    if (pthread_create(&threads[started], nullptr, entry, &starts[started]) != 0) break;
  }
#endif
  team.start(started);
  runPart(0);
#if !defined(__wasm__)
  for (Index part = 1; part < started; part++) pthread_join(threads[part], nullptr);
#endif
}

}  // namespace fastlstm
