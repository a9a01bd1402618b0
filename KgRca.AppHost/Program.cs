using KgRca.AppHost.Startup;

return await AppHostArguments.InvokeAsync(args, PlatformRunner.RunAsync);
