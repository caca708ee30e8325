//! Puts the functions of a module in an order that packs better.
//!
//! Deflate looks back 32 KB, and a module has the copies of one generic function all over. By signature, and among equals by how they
//! end, those that are alike stand together: 36 KB of the page. Nothing else of the module changes.

use std::convert::Infallible;

use anyhow::{Context, Result};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{CodeSectionReader, FunctionBody, FunctionSectionReader, Operator, Parser, Payload, TypeRef};

/// The same module in the better order.
///
/// # Errors
/// It is not a module.
pub(crate) fn reordered(module: &[u8]) -> Result<Vec<u8>> {
    let mut imports = 0;
    let mut types: Vec<u32> = Vec::new();
    let mut keys = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    imports += usize::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::FunctionSection(section) => types = section.into_iter().collect::<Result<_, _>>()?,
            Payload::CodeSectionEntry(body) => keys.push(key(&body, module)?),
            _ => {}
        }
    }
    let mut order: Vec<usize> = (0..keys.len()).collect();
    order.sort_by_key(|function| (types.get(*function), keys.get(*function)));
    let mut places = vec![0; order.len()];
    for (place, function) in order.iter().enumerate() {
        *places.get_mut(*function).context("a function has a place")? = imports + place;
    }
    let mut written = Module::new();
    Order { imports, order, places }.parse_core_module(&mut written, Parser::new(0), module)?;
    Ok(written.finish())
}

/// A function's bytes from the end, without which functions it calls: those have other numbers afterwards.
fn key(body: &FunctionBody<'_>, module: &[u8]) -> Result<Vec<u8>> {
    let mut operators = body.get_operators_reader()?;
    let mut from = body.range().start;
    let mut key = Vec::new();
    while !operators.eof() {
        let is_call = matches!(operators.read()?, Operator::Call { .. });
        let to = operators.original_position();
        key.extend(module.get(from..if is_call { from + 1 } else { to }).unwrap_or_default());
        from = to;
    }
    key.reverse();
    Ok(key)
}

struct Order {
    /// Functions that come from outside, which keep their numbers.
    imports: usize,
    /// The module's own, as they come.
    order: Vec<usize>,
    /// The new number of each.
    places: Vec<usize>,
}

impl Order {
    /// What belongs to each function, in the new order.
    fn sorted<T: Clone>(&self, all: &[T]) -> Vec<T> {
        self.order.iter().filter_map(|function| all.get(*function).cloned()).collect()
    }
}

impl Reencode for Order {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Infallible>> {
        let own = (function as usize).checked_sub(self.imports).and_then(|own| self.places.get(own));
        Ok(own.and_then(|place| u32::try_from(*place).ok()).unwrap_or(function))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        for signature in self.sorted(&section.into_iter().collect::<Result<Vec<u32>, _>>()?) {
            functions.function(self.type_index(signature)?);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        for body in self.sorted(&section.into_iter().collect::<Result<Vec<FunctionBody<'_>>, _>>()?) {
            self.parse_function_body(code, body)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{ExportKind, ExportSection, Function, TypeSection, ValType};

    use super::*;

    /// Three functions: `one` gives 1, `two` gives 2, and `sum` what both give together.
    fn module() -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], [ValType::I32]);
        let (mut functions, mut exports, mut code) = (FunctionSection::new(), ExportSection::new(), CodeSection::new());
        let sum = |function: &mut Function| {
            function.instructions().call(1).call(2).i32_add().end();
        };
        let two = |function: &mut Function| {
            function.instructions().i32_const(2).end();
        };
        let one = |function: &mut Function| {
            function.instructions().i32_const(1).end();
        };
        let write: [&dyn Fn(&mut Function); 3] = [&sum, &two, &one];
        for (index, (name, write)) in (0..).zip(["sum", "two", "one"].into_iter().zip(write)) {
            functions.function(0);
            exports.export(name, ExportKind::Func, index);
            let mut function = Function::new([]);
            write(&mut function);
            code.function(&function);
        }
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&exports).section(&code);
        module.finish()
    }

    #[test]
    fn calls_and_exports_follow_the_functions() {
        let sorted = reordered(&module()).unwrap();
        assert_ne!(sorted, module());
        assert_eq!(sorted.len(), module().len());
        let mut bodies = Vec::new();
        let mut exports = std::collections::BTreeMap::new();
        for payload in Parser::new(0).parse_all(&sorted) {
            match payload.unwrap() {
                Payload::ExportSection(section) => {
                    exports.extend(section.into_iter().map(|one| one.unwrap()).map(|one| (one.name, one.index)));
                }
                Payload::CodeSectionEntry(body) => bodies
                    .push(body.get_operators_reader().unwrap().into_iter().collect::<Result<Vec<_>, _>>().unwrap()),
                _ => {}
            }
        }
        let body = |name: &str| &bodies[exports[name] as usize];
        assert!(matches!(body("one")[0], Operator::I32Const { value: 1 }));
        assert!(matches!(body("two")[0], Operator::I32Const { value: 2 }));
        let called: Vec<u32> = body("sum")
            .iter()
            .filter_map(|operator| match operator {
                Operator::Call { function_index } => Some(*function_index),
                _ => None,
            })
            .collect();
        assert_eq!(called, [exports["two"], exports["one"]]);
        assert_eq!(reordered(&sorted).unwrap(), sorted, "the order is one");
    }
}
