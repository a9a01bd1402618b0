using KgRca.Benchmarks.Running;

return await Runner.RunAsync(args, Console.Out, CancellationToken.None);
