using KgRca.Agent.Checking;
using Spectre.Console;

namespace KgRca.Agent.Tests.Checking;

public sealed class LocalChecksTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, Verdict.Well)]
    [InlineData(5, Verdict.Well)]
    [InlineData(-6, Verdict.Well)]
    [InlineData(6, Verdict.Missing)]
    [InlineData(-7, Verdict.Missing)]
    internal void Compare_SecondsApart_ToleratesFive(int seconds, Verdict expected) =>
        Assert.Equal(expected, ClockCheck.Compare("the server", Now.AddSeconds(seconds), Now, Now).Verdict);

    [Fact]
    public void Compare_SlowAnswer_CountsOnlyWhatIsCertain() =>
        Assert.Equal(
            Verdict.Well,
            ClockCheck.Compare("the server", Now.AddSeconds(20), Now, Now.AddSeconds(30)).Verdict
        );

    [Fact]
    public void Compare_FarBehind_SaysHowFar() =>
        Assert.Equal(
            "It is 119 s behind the local clock.",
            ClockCheck.Compare("the server", Now.AddMinutes(-2), Now, Now).Text
        );

    [Fact]
    public void Spool_WritableFolder_IsWellAndLeftEmpty()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"kgrca-check-{Guid.NewGuid():N}");
        try
        {
            Assert.Equal(Verdict.Well, SpoolCheck.Run(folder).Verdict);
            Assert.Empty(Directory.GetFileSystemEntries(folder));
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    [Fact]
    public void Spool_FileInItsPlace_IsMissing()
    {
        var file = Path.GetTempFileName();
        Assert.Equal(Verdict.Missing, SpoolCheck.Run(Path.Combine(file, "spool")).Verdict);
        File.Delete(file);
    }

    [Fact]
    public void Spool_HardlyAnyRoom_IsMissing() =>
        Assert.Contains("only 10 MiB free", SpoolCheck.Judge("/spool", 10 << 20).Text);

    [Fact]
    public void Table_SomethingMissing_SaysWhatToDo()
    {
        var output = new StringWriter();
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(output) }
        );
        console.Profile.Width = 120;
        Assert.False(
            FindingTable.Write(
                console,
                [Finding.Well("server", "It [answers]."), Finding.Missing("API key", "No API key is set.", "Set one.")]
            )
        );
        Assert.Contains("[answers]", output.ToString());
        Assert.Contains("Set one.", output.ToString());
        Assert.Contains("1 problem found.", output.ToString());
    }

    [Fact]
    public async Task Command_NothingConfigured_ExitsWithOne() =>
        Assert.Equal(
            1,
            await CheckCommand
                .Create()
                .Parse(["--kubeconfig", "/nowhere/config", "--server", "nonsense"])
                .InvokeAsync(cancellationToken: TestContext.Current.CancellationToken)
        );
}
