namespace KgRca.Benchmarks.Reporting;

/// <summary>A table in Markdown. Columns that hold numbers, the first cell decides, are aligned to the right.</summary>
internal sealed class Table(params string[] headers)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row.</summary>
    /// <exception cref="ArgumentException">There is not one cell a column.</exception>
    public void Add(params string[] cells)
    {
        if (cells.Length != headers.Length)
            throw new ArgumentException($"The table has {headers.Length} columns.", nameof(cells));
        _rows.Add(cells);
    }

    public async Task WriteAsync(TextWriter output)
    {
        var widths = headers
            .Select((header, column) => _rows.Select(row => row[column].Length).Append(header.Length).Max())
            .ToArray();
        var right = headers
            .Select((_, column) => _rows is [var row, ..] && row[column] is [>= '0' and <= '9', ..])
            .ToArray();
        await output.WriteLineAsync(Row(headers));
        var rules = widths.Select((width, i) => new string('-', width + 1) + (right[i] ? ':' : '-'));
        await output.WriteLineAsync($"|{string.Join('|', rules)}|");
        foreach (var row in _rows)
            await output.WriteLineAsync(Row(row));

        string Row(string[] cells)
        {
            var padded = cells.Select((cell, i) => right[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
            return $"| {string.Join(" | ", padded)} |";
        }
    }
}
