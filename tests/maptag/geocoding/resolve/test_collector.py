"""The garbage collector waits while a batch is at work, and is found as it was."""

import gc

import pytest

from maptag.geocoding.resolve.collector import paused


def test_the_collector_waits_for_the_last_of_several_batches():
    with paused():
        with paused():
            assert not gc.isenabled()
        assert not gc.isenabled()

    assert gc.isenabled()


def test_a_batch_that_fails_lets_the_collector_go_on():
    with pytest.raises(KeyError), paused():
        {}["missing"]

    assert gc.isenabled()


def test_a_collector_that_is_off_stays_off():
    gc.disable()
    try:
        with paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
