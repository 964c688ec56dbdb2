"""The mailbox: one wake-up a batch, and nothing lost, whoever writes."""

from __future__ import annotations

from threading import Barrier, Thread

from gmmgui.session.mailbox import Mailbox


def test_put_wakes_once_until_the_batch_is_taken() -> None:
    mailbox: Mailbox[int] = Mailbox()
    assert [mailbox.put(item) for item in range(5)] == [True, False, False, False, False]
    assert mailbox.take() == [0, 1, 2, 3, 4]
    assert [mailbox.put(item) for item in range(2)] == [True, False]
    assert mailbox.take() == [0, 1]


def test_an_empty_mailbox_gives_an_empty_batch_and_wakes_again() -> None:
    mailbox: Mailbox[int] = Mailbox()
    assert mailbox.take() == []
    assert mailbox.put(1) is True


def test_nothing_is_lost_between_many_threads() -> None:
    """Whoever is told to wake the reader does so by taking, as the window does: no item may stay behind."""
    mailbox: Mailbox[tuple[int, int]] = Mailbox()
    writers, each = 8, 2_000
    barrier = Barrier(writers)
    batches: list[list[tuple[int, int]]] = []

    def write(writer: int) -> None:
        barrier.wait()
        batches.extend(mailbox.take() for number in range(each) if mailbox.put((writer, number)))

    threads = [Thread(target=write, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    items = [item for batch in batches for item in batch]
    assert mailbox.take() == []
    assert sorted(items) == [(writer, number) for writer in range(writers) for number in range(each)]
    assert all(batches), "a wake-up without an item"
