namespace KgRca.RootCause.Rules.Images;

/// <summary>The registry that kubelet names when it cannot pull an image.</summary>
internal static class ImageRegistry
{
    private const string Default = "docker.io";
    private const string Before = "image \"";

    /// <summary>Its host and port; <c>docker.io</c> where the image names none; null where no image is named.</summary>
    public static string? In(string message)
    {
        var start = message.IndexOf(Before, StringComparison.OrdinalIgnoreCase) + Before.Length;
        if (start < Before.Length)
            return null;
        var end = message.IndexOf('"', start);
        var image = end < 0 ? message[start..] : message[start..end];
        var slash = image.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? "" : image[..slash];
        return host.Contains('.', StringComparison.Ordinal) || host.Contains(':', StringComparison.Ordinal)
            ? host
            : Default;
    }
}
