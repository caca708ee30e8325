//! The families as a WebAssembly module whose every instruction is counted.
//!
//! A crate of its own, because the interpreter is only quick where it is compiled with optimisation.

use std::path::Path;

use anyhow::{Context, Result};
use wasmi::{Config, Engine, Extern, ExternType, Instance, Linker, Memory, Module, Store, TypedFunc, Val};

/// What running something took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Size of the input in bytes.
    pub bytes: u64,
    /// Instructions, weighted as the interpreter does: the same on every machine.
    pub fuel: u64,
    /// Memory at the end, in bytes. A module gives none back.
    pub memory: u64,
}

/// The compiled module.
pub struct Families {
    engine: Engine,
    module: Module,
}

/// More than any run takes.
const TANK: u64 = u64::MAX / 2;

impl Families {
    /// Reads the module.
    ///
    /// # Errors
    /// The file cannot be read, or is no module.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = std::fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let engine = Engine::new(Config::default().consume_fuel(true));
        let module = Module::new(&engine, &bytes).context("the module of the families cannot be compiled")?;
        Ok(Self { engine, module })
    }

    /// The names of the families, and those of the paths, which are numbered on from the families.
    ///
    /// # Errors
    /// The module has none, or panics.
    pub fn names(&self) -> Result<(Vec<String>, Vec<String>)> {
        let (mut store, instance) = self.instance()?;
        let address: TypedFunc<(), u32> = instance.get_typed_func(&store, "names_at")?;
        let address = usize::try_from(address.call(&mut store, ())?)?;
        let memory = instance.get_memory(&store, "memory").context("the module has no memory")?;
        let behind = memory.data(&store).iter().skip(address);
        let names = String::from_utf8(behind.copied().take_while(|byte| *byte != 0).collect())?;
        let (families, paths) = names.split_once("\n\n").context("there is no list of paths")?;
        let lines = |text: &str| text.lines().map(str::to_owned).collect();
        Ok((lines(families), lines(paths)))
    }

    /// Inspects an input, and counts. Making the input does not count.
    ///
    /// # Errors
    /// The module panics.
    pub fn run(&self, index: u32, size: u32) -> Result<Cost> {
        let (bytes, making, _) = self.call("prepare", index, size)?;
        let (_, fuel, memory) = self.call("run", index, size)?;
        Ok(Cost { bytes: u64::from(bytes), fuel: fuel.saturating_sub(making), memory })
    }

    /// Calls a function in an instance of its own. Returns its result, the fuel and the memory that it took.
    fn call(&self, name: &str, index: u32, size: u32) -> Result<(u32, u64, u64)> {
        let (mut store, instance) = self.instance()?;
        let function: TypedFunc<(u32, u32), u32> = instance.get_typed_func(&store, name)?;
        let before = store.get_fuel()?;
        let result = function.call(&mut store, (index, size))?;
        let fuel = before - store.get_fuel()?;
        let memory: Option<Memory> = instance.get_export(&store, "memory").and_then(Extern::into_memory);
        let pages = memory.map_or(0, |memory| memory.size(&store));
        Ok((result, fuel, pages * 65_536))
    }

    /// A fresh instance with a full tank.
    fn instance(&self) -> Result<(Store<()>, Instance)> {
        let mut store = Store::new(&self.engine, ());
        store.set_fuel(TANK)?;
        let mut linker = Linker::new(&self.engine);
        for import in self.module.imports() {
            // The core speaks with JavaScript only where it is part of a page; nobody answers here.
            if let ExternType::Func(kind) = import.ty() {
                let silent = kind.clone();
                linker.func_new(import.module(), import.name(), kind.clone(), move |_, _, results| {
                    let kinds = silent.results().iter();
                    results.iter_mut().zip(kinds).for_each(|(result, kind)| *result = Val::default_for_ty(*kind));
                    Ok(())
                })?;
            }
        }
        let instance = linker.instantiate_and_start(&mut store, &self.module)?;
        Ok((store, instance))
    }
}
