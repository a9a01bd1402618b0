using System.Reflection;
using KgRca.RootCause.Taxonomy;

namespace KgRca.RootCause.Tests.Taxonomy;

public sealed class CausesDocumentTests
{
    [Fact]
    public void Document_HoldsEveryCauseOnceAndNoOther()
    {
        var ids = typeof(Causes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string?)field.GetRawConstantValue()).Order(StringComparer.Ordinal);
        var documented = File.ReadLines(Repository.File("docs", "causes.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]).Order(StringComparer.Ordinal);
        Assert.Equal(ids, documented);
    }
}
