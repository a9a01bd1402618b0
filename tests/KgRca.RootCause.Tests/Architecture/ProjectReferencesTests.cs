using System.Xml.Linq;

namespace KgRca.RootCause.Tests.Architecture;

/// <summary>Projects refer downwards: a service to libraries, a library to the contracts.</summary>
public sealed class ProjectReferencesTests
{
    private static readonly string[] Libraries =
    [
        "KgRca.EventLog",
        "KgRca.Graph",
        "KgRca.RootCause",
        "KgRca.Tenancy",
        "KgRca.ServiceDefaults",
        "KgRca.Provisioning",
    ];

    // They compose the others.
    private static readonly string[] Hosts = ["KgRca.Standalone", "KgRca.AppHost"];

    public static TheoryData<string> Projects() =>
        [.. Directory.GetDirectories(Repository.File(), "KgRca.*").Select(folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_RefersDownwardsOnly(string project)
    {
        var file = Repository.File(project, $"{project}.csproj");
        if (!File.Exists(file) || Hosts.Contains(project))
            return;
        string[] allowed = project switch
        {
            "KgRca.Contracts" => [],
            "KgRca.ServiceDefaults" or "KgRca.Provisioning" => ["KgRca.Contracts", .. Libraries],
            _ when Libraries.Contains(project) => ["KgRca.Contracts"],
            _ => ["KgRca.Contracts", .. Libraries],
        };
        var used = XDocument
            .Load(file)
            .Descendants("ProjectReference")
            .Select(reference =>
                Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/'))
            );
        Assert.Empty(used.Except(allowed));
    }
}
