using System.Reflection;
using KgRca.RootCause.Rules;

namespace KgRca.RootCause.Tests.Rules;

public sealed class CausesDocumentTests
{
    [Fact]
    public void Classes_HoldEveryIdOnce() =>
        Assert.Equal(
            typeof(Causes)
                .GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => (string?)field.GetRawConstantValue())
                .Order(StringComparer.Ordinal),
            CauseClasses.All.Select(cause => cause.Id).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Document_HoldsEveryClassAsItIs() =>
        Assert.Equal(
            CausesDocument.Text(),
            File.ReadAllText(Repository.File("docs", "causes.md")).ReplaceLineEndings("\n")
        );
}
