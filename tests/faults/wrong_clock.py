"""A wrong clock for one program: a small library between it and the C library (Linux with a C compiler)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static long shift;

/* Once, before any thread: a getenv beside another thread's setenv may end the program. */
__attribute__((constructor)) static void begin(void) {
    const char *words = getenv("CRM_FAULTS_CLOCK");
    shift = words ? atol(words) : 0;
}

int clock_gettime(clockid_t clock, struct timespec *moment) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int done = real(clock, moment);
    if (!done && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) moment->tv_sec += shift;
    return done;
}

int gettimeofday(struct timeval *restrict moment, void *restrict zone) {
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    moment->tv_sec = exact.tv_sec;
    moment->tv_usec = exact.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *moment) {
    struct timespec exact;
    clock_gettime(CLOCK_REALTIME, &exact);
    if (moment) *moment = exact.tv_sec;
    return exact.tv_sec;
}
"""


def missing() -> str:
    """Return why no clock can be made wrong here; '' where one can."""
    if sys.platform != "linux":
        return "a wrong clock for one program needs Linux"
    return "" if shutil.which("cc") else "a wrong clock for one program needs a C compiler"


def environment(folder: Path, seconds: int) -> dict[str, str]:
    """Return the variables with which a program's clock is *seconds* ahead."""
    library, source = folder / "wrong_clock.so", folder / "wrong_clock.c"
    if not library.exists():
        source.write_text(SOURCE)
        subprocess.run(
            ["cc", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True, capture_output=True
        )
        for place in (folder, *folder.parents):  # the server's own user reads it too
            if place.stat().st_uid == 0 and not place.stat().st_mode & 0o001:
                place.chmod(place.stat().st_mode | 0o011)
        library.chmod(0o755)
    return {"LD_PRELOAD": str(library), "CRM_FAULTS_CLOCK": str(seconds)}
