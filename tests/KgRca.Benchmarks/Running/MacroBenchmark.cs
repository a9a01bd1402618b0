namespace KgRca.Benchmarks.Running;

/// <summary>A benchmark that measures a whole path once and prints a table.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Summary">What it measures, in one line.</param>
/// <param name="RunAsync">Runs it and writes its tables.</param>
internal sealed record MacroBenchmark(string Name, string Summary, Func<TextWriter, CancellationToken, Task> RunAsync);
