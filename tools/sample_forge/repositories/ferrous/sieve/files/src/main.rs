use std::path::PathBuf;

use clap::Parser;

mod walk;

/// Find what changed in a folder since the last time you asked.
#[derive(Parser)]
struct Options {
    folder: PathBuf,
    /// Threads to hash with.
    #[arg(short, default_value_t = 4)]
    jobs: usize,
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    for change in walk::changes(&options.folder, options.jobs)? {
        println!("{change}");
    }
    Ok(())
}
