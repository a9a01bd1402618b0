using System.Buffers;

namespace KgRca.Graph;

/// <summary>The name of a graph's database.</summary>
internal static class GraphName
{
    private const int MaxLength = 128;
    private static readonly SearchValues<char> Characters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyz0123456789_"
    );

    /// <summary>Refuses what is no name.</summary>
    /// <exception cref="ArgumentException"><paramref name="database"/> is not 1 to 128 characters of <c>a-z 0-9
    /// _</c>.</exception>
    public static void Check(string database)
    {
        if (database.Length is 0 or > MaxLength || database.AsSpan().ContainsAnyExcept(Characters))
            throw new ArgumentException(
                $"A graph's name has 1 to {MaxLength} characters of a-z, 0-9 and _.",
                nameof(database)
            );
    }
}
