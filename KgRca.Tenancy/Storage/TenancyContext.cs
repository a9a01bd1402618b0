using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace KgRca.Tenancy.Storage;

/// <summary>The tables of clients, keys, usage, administrators and agents.</summary>
public abstract class TenancyContext : DbContext
{
    /// <summary>A context with the provider's options.</summary>
    protected TenancyContext(DbContextOptions options)
        : base(options) { }

    internal DbSet<ClientRow> Clients => Set<ClientRow>();

    internal DbSet<ApiKeyRow> Keys => Set<ApiKeyRow>();

    internal DbSet<UsageRow> Usage => Set<UsageRow>();

    internal DbSet<ProvisioningRow> Provisioning => Set<ProvisioningRow>();

    internal DbSet<AdministratorRow> Administrators => Set<AdministratorRow>();

    internal DbSet<AgentRow> Agents => Set<AgentRow>();

    internal DbSet<VersionRow> Versions => Set<VersionRow>();

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        // Milliseconds since 1970: exact, ordered, and the same in both databases.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<MillisecondsConverter>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ClientRow>(table =>
        {
            table.ToTable("clients").HasKey(row => row.Id);
            table.Property(row => row.Id).HasColumnName("id").HasMaxLength(64);
            table.Property(row => row.Name).HasColumnName("name").HasMaxLength(100);
            table.Property(row => row.Plan).HasColumnName("plan");
            table.Property(row => row.Status).HasColumnName("status");
            table.Property(row => row.CreatedAt).HasColumnName("created_at");
        });
        modelBuilder.Entity<ApiKeyRow>(table =>
        {
            table.ToTable("api_keys").HasKey(row => row.Id);
            table.Property(row => row.Id).HasColumnName("id").HasMaxLength(32);
            table.Property(row => row.ClientId).HasColumnName("client_id").HasMaxLength(64);
            table.Property(row => row.Name).HasColumnName("name").HasMaxLength(100);
            table.Property(row => row.Prefix).HasColumnName("prefix").HasMaxLength(100);
            table.Property(row => row.Hash).HasColumnName("hash").HasMaxLength(32);
            table.Property(row => row.Permissions).HasColumnName("permissions");
            table.Property(row => row.CreatedAt).HasColumnName("created_at");
            table.Property(row => row.ExpiresAt).HasColumnName("expires_at");
            table.Property(row => row.RevokedAt).HasColumnName("revoked_at");
            table.HasIndex(row => row.ClientId).HasDatabaseName("api_keys_by_client");
            table.HasOne<ClientRow>().WithMany().HasForeignKey(row => row.ClientId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<UsageRow>(table =>
        {
            table
                .ToTable("usage_hours")
                .HasKey(row => new
                {
                    row.ClientId,
                    row.Hour,
                    row.Meter,
                    row.Source,
                });
            table.Property(row => row.ClientId).HasColumnName("client_id").HasMaxLength(64);
            table.Property(row => row.Hour).HasColumnName("hour");
            table.Property(row => row.Meter).HasColumnName("meter");
            table.Property(row => row.Source).HasColumnName("source").HasMaxLength(32);
            table.Property(row => row.Quantity).HasColumnName("quantity");
            table.HasOne<ClientRow>().WithMany().HasForeignKey(row => row.ClientId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<ProvisioningRow>(table =>
        {
            // It outlives the client's row: without it nobody would know what is left to remove.
            table.ToTable("provisioning").HasKey(row => row.ClientId);
            table.Property(row => row.ClientId).HasColumnName("client_id").HasMaxLength(64);
            table.Property(row => row.Kind).HasColumnName("kind");
            table.Property(row => row.DoneStep).HasColumnName("done_step").HasMaxLength(32);
            table.Property(row => row.BeganAt).HasColumnName("began_at");
        });
        modelBuilder.Entity<AdministratorRow>(table =>
        {
            table.ToTable("administrators").HasKey(row => row.Name);
            table.Property(row => row.Name).HasColumnName("name").HasMaxLength(100);
            table.Property(row => row.PasswordHash).HasColumnName("password_hash").HasMaxLength(500);
            table.Property(row => row.CreatedAt).HasColumnName("created_at");
        });
        modelBuilder.Entity<AgentRow>(table =>
        {
            table.ToTable("agents").HasKey(row => new { row.ClientId, row.InstanceId });
            table.Property(row => row.ClientId).HasColumnName("client_id").HasMaxLength(64);
            table.Property(row => row.InstanceId).HasColumnName("instance_id").HasMaxLength(100);
            table.Property(row => row.Version).HasColumnName("version").HasMaxLength(100);
            table.Property(row => row.FirstSeenAt).HasColumnName("first_seen_at");
            table.Property(row => row.LastSeenAt).HasColumnName("last_seen_at");
            table.Property(row => row.Records).HasColumnName("records");
            table.Property(row => row.LagSeconds).HasColumnName("lag_seconds");
            table.Property(row => row.ClockOffsetSeconds).HasColumnName("clock_offset_seconds");
            table.Property(row => row.Dropped).HasColumnName("dropped");
            table.HasOne<ClientRow>().WithMany().HasForeignKey(row => row.ClientId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<VersionRow>(table =>
        {
            table.ToTable("versions").HasKey(row => row.Name);
            table.Property(row => row.Name).HasColumnName("name").HasMaxLength(32);
            table.Property(row => row.Value).HasColumnName("value");
            table.HasData(new VersionRow { Name = VersionRow.Keys, Value = 0 });
        });
    }

    internal sealed class MillisecondsConverter()
        : ValueConverter<DateTimeOffset, long>(
            time => time.ToUnixTimeMilliseconds(),
            value => DateTimeOffset.FromUnixTimeMilliseconds(value)
        );
}

/// <summary>The tables in SQLite.</summary>
public sealed class SqliteTenancyContext(DbContextOptions<SqliteTenancyContext> options) : TenancyContext(options);

/// <summary>The tables in PostgreSQL.</summary>
public sealed class PostgresTenancyContext(DbContextOptions<PostgresTenancyContext> options) : TenancyContext(options);
