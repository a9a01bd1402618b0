namespace KgRca.Standalone.Startup;

/// <summary>Where damaged data is kept instead of being deleted.</summary>
/// <param name="parent">The client's folder; each repair has one in it.</param>
internal sealed class SetAside(string parent)
{
    private string? _folder;

    /// <summary>The folder, which is made when it is asked for.</summary>
    public string Folder => _folder ??= Make();

    /// <summary>Keeps bytes.</summary>
    public void Write(string name, ReadOnlySpan<byte> bytes) => File.WriteAllBytes(Path.Combine(Folder, name), bytes);

    /// <summary>Keeps a file, which is moved.</summary>
    public void Take(string path) => File.Move(path, Path.Combine(Folder, Path.GetFileName(path)));

    private string Make()
    {
        for (var number = 1; ; number++)
        {
            var folder = Path.Combine(parent, $"{number}");
            if (!Directory.Exists(folder))
                return Directory.CreateDirectory(folder).FullName;
        }
    }
}
