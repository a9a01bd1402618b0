using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace KgRca.Tenancy.Storage;

/// <summary>Gives the context of whichever database is configured.</summary>
internal sealed class ContextFactory<TContext>(IDbContextFactory<TContext> inner) : IDbContextFactory<TenancyContext>
    where TContext : TenancyContext
{
    public TenancyContext CreateDbContext() => inner.CreateDbContext();

    public async Task<TenancyContext> CreateDbContextAsync(CancellationToken cancellationToken = default) =>
        await inner.CreateDbContextAsync(cancellationToken);
}

/// <summary>For <c>dotnet ef migrations add</c>, which connects to nothing.</summary>
internal sealed class SqliteDesignFactory : IDesignTimeDbContextFactory<SqliteTenancyContext>
{
    public SqliteTenancyContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteTenancyContext>().UseSqlite("Data Source=design.db").Options);
}

/// <summary>For <c>dotnet ef migrations add</c>, which connects to nothing.</summary>
internal sealed class PostgresDesignFactory : IDesignTimeDbContextFactory<PostgresTenancyContext>
{
    public PostgresTenancyContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresTenancyContext>().UseNpgsql("Host=design").Options);
}
