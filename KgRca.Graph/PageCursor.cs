using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace KgRca.Graph;

/// <summary>
/// Where a page ended that is ordered by time, then by key: <c>time key</c> in Base64Url, so that nobody builds on it.
/// </summary>
public static class PageCursor
{
    /// <summary>The cursor after an item.</summary>
    /// <param name="time">Its time; 0 where it has none.</param>
    /// <param name="key">Its key in UTF-8.</param>
    public static string Of(long time, ReadOnlySpan<byte> key) =>
        Base64Url.EncodeToString([
            .. Encoding.UTF8.GetBytes(time.ToString(CultureInfo.InvariantCulture)),
            (byte)' ',
            .. key,
        ]);

    /// <inheritdoc cref="Of(long, ReadOnlySpan{byte})"/>
    public static string Of(long time, string key) => Of(time, Encoding.UTF8.GetBytes(key));

    /// <summary>Reads a cursor.</summary>
    /// <returns>Whether it is one that <see cref="Of(long, string)"/> can have made.</returns>
    public static bool TryParse(string cursor, out long time, out byte[] key)
    {
        (time, key) = (0, []);
        var bytes = new byte[cursor.Length];
        if (!Base64Url.TryDecodeFromChars(cursor, bytes, out var length))
            return false;
        var space = Array.IndexOf(bytes, (byte)' ', 0, length);
        if (space <= 0 || !long.TryParse(bytes.AsSpan(0, space), CultureInfo.InvariantCulture, out time))
            return false;
        key = bytes[(space + 1)..length];
        return true;
    }
}
