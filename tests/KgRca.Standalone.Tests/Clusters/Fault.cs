namespace KgRca.Standalone.Tests.Clusters;

/// <summary>
/// Something that goes wrong in a cluster. Steps are as <see cref="Kubectl"/> takes them, or <c>log</c> and a line that
/// the namespace's first Pod logs.
/// </summary>
/// <param name="Name">What it is, unique.</param>
/// <param name="Cause">The cause that has to be named first.</param>
/// <param name="Blamed">The object to change, such as <c>Service/web</c>; for a finding, the object it is about.
/// <c>{ns}</c> stands for the namespace.</param>
/// <param name="Before">What stands while all is well.</param>
/// <param name="Break">Breaks it.</param>
/// <param name="Mend">Mends it.</param>
/// <param name="IsFinding">Whether nothing fails yet: a finding, and no incident.</param>
/// <param name="WellFor">For how many seconds it looks as if all were well: the one symptom is that it has lasted so
/// long.</param>
internal sealed record Fault(
    string Name,
    string Cause,
    string Blamed,
    string[] Before,
    string[] Break,
    string[] Mend,
    bool IsFinding = false,
    int WellFor = 0
)
{
    /// <summary>A namespace of its own.</summary>
    public string Namespace { get; } = Named(Name);

    /// <summary>The object to change.</summary>
    public string Object { get; } = Blamed.Replace("{ns}", Named(Name), StringComparison.Ordinal);

    /// <summary>The answer that has to be given.</summary>
    public string Answer => $"{Cause} {Object}";

    /// <summary>
    /// Whether an object, by its id, belongs to the fault: it is in its namespace, or the one to mend.
    /// </summary>
    public bool Concerns(string id) =>
        id.Split('/') is [_, var kind, var @namespace, var name]
        && (@namespace == Namespace || @namespace.Length == 0 && $"{kind}/{name}" == Object);

    private static string Named(string name) => "f-" + name.Replace('_', '-');
}
