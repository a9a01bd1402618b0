using CsCheck;
using KgRca.Contracts.Records;

namespace KgRca.Agent.Tests.Logs;

/// <summary>What messages are made of lines.</summary>
public sealed class LogStreamTests : IDisposable
{
    private readonly ReducedLogs _logs = new();

    public static TheoryData<string, string> Traces =>
        new()
        {
            {
                "Java",
                """
                    2026-11-23 09:00:00,123 ERROR [main] o.e.Shop - order failed
                    java.lang.IllegalStateException: no stock
                    	at org.example.Shop.order(Shop.java:10)
                    	at org.example.Main.main(Main.java:3)
                    Caused by: java.net.ConnectException: Connection refused
                    	at sun.nio.ch.Net.connect(Net.java:1)
                    	... 12 more
                    """
            },
            {
                "Java alone",
                """
                    Exception in thread "main" java.lang.NullPointerException: it is null
                    	at org.example.Main.main(Main.java:3)
                    """
            },
            {
                "Python",
                """
                    ERROR:root:order failed
                    Traceback (most recent call last):
                      File "/app/shop.py", line 10, in order
                        stock.take(1)
                      File "/app/stock.py", line 3, in take
                        raise KeyError(item)
                    KeyError: 'item'

                    During handling of the above exception, another exception occurred:

                    Traceback (most recent call last):
                      File "/app/main.py", line 1, in <module>
                        order()
                    shop.OrderError: no stock
                    """
            },
            {
                "Go",
                """
                    panic: runtime error: invalid memory address or nil pointer dereference
                    [signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x4f]

                    goroutine 1 [running]:
                    main.(*shop).order(0xc000012345, 0x1)
                    	/app/main.go:10 +0x1d
                    created by main.main
                    	/app/main.go:3 +0x2a
                    exit status 2
                    """
            },
            {
                ".NET",
                """
                    fail: Shop.Orders[0]
                          An order failed.
                          System.InvalidOperationException: no stock
                           ---> System.Net.Http.HttpRequestException: Connection refused (stock:80)
                             at System.Net.Http.ConnectHelper.ConnectAsync()
                             --- End of inner exception stack trace ---
                             at Shop.Orders.Place() in /app/Orders.cs:line 10
                    """
            },
            {
                ".NET crash",
                """
                    Unhandled exception. System.InvalidOperationException: no stock
                       at Shop.Program.Main() in /app/Program.cs:line 3
                    """
            },
            {
                "Node",
                """
                    /app/index.js:10
                        throw new Error('no stock')
                        ^

                    Error: no stock
                        at Object.<anonymous> (/app/index.js:10:11)
                        at node:internal/main/run_main_module:17:47 {
                      code: 'ESTOCK'
                    }

                    Node.js v18.0.0
                    """
            },
            {
                "Rust",
                """
                    thread 'main' panicked at src/main.rs:2:5:
                    no stock
                    note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace
                    """
            },
            {
                "PHP",
                """
                    PHP Fatal error:  Uncaught Exception: no stock in /app/shop.php:3
                    Stack trace:
                    #0 /app/index.php(10): order()
                    #1 {main}
                      thrown in /app/shop.php on line 3
                    """
            },
        };

    [Theory]
    [MemberData(nameof(Traces))]
    public async Task Add_StackTrace_IsOneMessage(string language, string lines)
    {
        _logs.Add([
            "2026-11-23 09:00:00 INFO before",
            .. lines.ReplaceLineEndings("\n").Split('\n'),
            "2026-11-23 09:00:01 INFO after",
        ]);
        var made = await _logs.EventsAsync(isAll: false);
        var trace = Assert.Single(made);
        Assert.True(trace.Severity >= Severity.Error, language);
        Assert.EndsWith(lines.ReplaceLineEndings("\n").Split('\n')[^1], trace.Message, StringComparison.Ordinal);
        Assert.Equal(["INFO before", "INFO after"], (await _logs.EventsAsync()).Select(one => one.Message).Take(2));
    }

    [Fact]
    public async Task Add_TracesOfTwoContainersMixed_AreTold()
    {
        foreach (var line in new[] { "ERROR one", "\tat a.B.c(D.java:1)", "\tat e.F.g(H.java:2)" })
        {
            _logs.Reducer.Add(_logs.Line(line, pod: "cart-1"));
            _logs.Reducer.Add(_logs.Line(line, pod: "cart-2"));
        }
        var made = await _logs.EventsAsync();
        Assert.Equal(["cart-1", "cart-2"], made.Select(one => one.Subject.Name).Order());
        Assert.All(made, one => Assert.Equal("ERROR one\n\tat a.B.c(D.java:1)\n\tat e.F.g(H.java:2)", one.Message));
    }

    [Fact]
    public async Task Add_StackWithoutEnd_KeepsItsCause()
    {
        _logs.Add([
            "ERROR it is broken",
            .. Enumerable.Range(0, 5_000).Select(i => $"\tat org.example.Deep.call{i}(Deep.java:{i})"),
            "Caused by: java.lang.StackOverflowError",
        ]);
        var made = Assert.Single(await _logs.EventsAsync());
        Assert.EndsWith("Caused by: java.lang.StackOverflowError", made.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_RuntimeLines_ReadsTheirTimeAndJoinsTheirParts()
    {
        _logs.Add(
            "2026-11-23T08:59:00.123456789Z stderr P ERROR it is ",
            "2026-11-23T08:59:00.123456790Z stderr P very ",
            "2026-11-23T08:59:00.123456791Z stderr F broken"
        );
        var made = Assert.Single(await _logs.EventsAsync());
        Assert.Equal("ERROR it is very broken", made.Message);
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 8, 59, 0, 123, TimeSpan.Zero), made.EventTime);
    }

    [Theory]
    [InlineData(
        """{"level":"error","ts":"2026-11-23T09:00:00Z","msg":"order failed","error":"connection refused"}""",
        "order failed: connection refused",
        Severity.Error
    )]
    [InlineData(
        """{"severity":"ERROR","message":"order failed","timestamp":"2026-11-23T09:00:00Z"}""",
        "order failed",
        Severity.Error
    )]
    [InlineData(
        """{"level":50,"time":1795424400000,"msg":"order failed","err":{"type":"Error","message":"no stock","stack":"Error: no stock\n    at order (/app/index.js:1:2)"}}""",
        "order failed\nError: no stock\n    at order (/app/index.js:1:2)",
        Severity.Error
    )]
    [InlineData(
        """{"@timestamp":"2026-11-23T09:00:00Z","log.level":"ERROR","message":"order failed","error":{"message":"no stock"}}""",
        "order failed: no stock",
        Severity.Error
    )]
    [InlineData(
        """{"@t":"2026-11-23T09:00:00Z","@mt":"order {Id} failed","@l":"Fatal","@x":"System.Exception: no stock"}""",
        "order {Id} failed: System.Exception: no stock",
        Severity.Critical
    )]
    [InlineData(
        """{"timestamp":"2026-11-23T09:00:00Z","level":"ERROR","fields":{"message":"order failed"},"target":"shop"}""",
        "order failed",
        Severity.Error
    )]
    [InlineData(
        """{"t":{"$date":"2026-11-23T09:00:00Z"},"s":"E","c":"NETWORK","id":23016,"ctx":"listener","msg":"order failed","attr":{"error":"HostUnreachable"}}""",
        "order failed: HostUnreachable",
        Severity.Error
    )]
    [InlineData(
        """{"log":"ERROR order failed\n","stream":"stderr","time":"2026-11-23T09:00:00Z"}""",
        "ERROR order failed",
        Severity.Error
    )]
    [InlineData(
        """{"log":"{\"level\":\"error\",\"msg\":\"order failed\"}\n","stream":"stderr","time":"2026-11-23T09:00:00Z"}""",
        "order failed",
        Severity.Error
    )]
    public async Task Add_JsonLine_GivesItsMessage(string line, string message, Severity severity)
    {
        var made = await _logs.SingleAsync(line);
        Assert.Equal((message, severity), (made.Message, made.Severity));
    }

    [Theory]
    [InlineData(
        """time="2026-11-23T09:00:00Z" level=error msg="order \"7\" failed" err="no stock" order=7""",
        "order \"7\" failed: no stock",
        Severity.Error
    )]
    [InlineData("level=warn ts=2026-11-23T09:00:00Z caller=main.go:1 msg=slow", "slow", Severity.Warning)]
    [InlineData("\e[31mERROR\e[0m order failed", "ERROR order failed", Severity.Error)]
    [InlineData("""{"path":"/cart","status":200}""", """{"path":"/cart","status":200}""", Severity.Info)]
    [InlineData("{broken json ERROR}", "{broken json ERROR}", Severity.Info)]
    public async Task Add_TextLine_GivesItsMessage(string line, string message, Severity severity)
    {
        var made = await _logs.SingleAsync(line);
        Assert.Equal((message, severity), (made.Message, made.Severity));
    }

    [Fact]
    public void Add_AnyLines_NeverThrows()
    {
        var pieces = Gen.OneOf(
            "2026-11-23T09:00:00Z",
            "09:00:00",
            " stderr F ",
            " stdout P ",
            "ERROR",
            "[error]",
            "level=",
            "msg=\"",
            "{\"msg\":",
            "{",
            "}",
            "\"",
            "\\u",
            "\\ud800",
            "Traceback (most recent call last):",
            "  File \"",
            "\tat ",
            "panic: ",
            "goroutine 1",
            "Error:",
            "\e[",
            "\e",
            "\n",
            "\r\n",
            " ",
            "\t",
            "E1123 09:00:00.0",
            "1:M 23 Nov 2026 09:00:00.000 #",
            "<11>",
            "é",
            "😀",
            "\ud83d",
            "",
            "[2026-11-23 09:00:00",
            "#1",
            "'"
        );
        var line = Gen.OneOf(
            Gen.Select(pieces.Array[0, 8], Gen.String[0, 10], (parts, text) => string.Concat(parts) + text),
            Gen.String
        );
        line.Array[1, 20]
            .Sample(
                lines =>
                {
                    using var logs = new ReducedLogs();
                    logs.Add(lines);
                    logs.Reducer.Flush(isAll: true);
                    logs.Reducer.SaveAsync(TestContext.Current.CancellationToken).GetAwaiter().GetResult();
                    Assert.Equal(lines.Length, logs.Reducer.Counts.Lines);
                },
                iter: 20_000
            );
    }

    public void Dispose() => _logs.Dispose();
}
