using KgRca.Standalone.Startup;

return await StandaloneArguments.InvokeAsync(args, PlatformRunner.RunAsync);
