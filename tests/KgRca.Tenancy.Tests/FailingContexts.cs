using KgRca.Tenancy.Storage;
using Microsoft.EntityFrameworkCore;

namespace KgRca.Tenancy.Tests;

/// <summary>A database that can be out of reach.</summary>
internal sealed class FailingContexts(IDbContextFactory<TenancyContext> inner) : IDbContextFactory<TenancyContext>
{
    public bool IsFailing { get; set; }

    public TenancyContext CreateDbContext() =>
        IsFailing ? throw new TimeoutException("The database is out of reach.") : inner.CreateDbContext();
}
