"""Spans of OpenTelemetry that a test looks at."""

from contextlib import contextmanager

__all__ = ["Spans", "recorded"]


class Spans:
    """A provider of tracers, and the spans that it made, in the order of their ends."""

    def __init__(self):
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import SimpleSpanProcessor
        from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

        self._exporter, self.provider = InMemorySpanExporter(), TracerProvider()
        self.provider.add_span_processor(SimpleSpanProcessor(self._exporter))

    @property
    def ended(self):
        return self._exporter.get_finished_spans()

    def names(self):
        return [span.name for span in self.ended]

    def tree(self):
        """Return the names of all spans, each with those of the spans below it."""

        def below(parent):
            ours = [span for span in self.ended if (span.parent.span_id if span.parent else None) == parent]
            return {f"{span.name} {number}": below(span.context.span_id) for number, span in enumerate(ours)}

        return below(None)


@contextmanager
def recorded():
    """Yield a new provider and its spans."""
    spans = Spans()
    yield spans
    spans.provider.shutdown()
