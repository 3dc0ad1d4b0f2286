//! Conversions that are asked for, and what hides a value.

use super::{Args, Budget, Called, Function, Needs, Type, everything, nothing, outside};
use crate::terraform::eval::convert::convert;
use crate::terraform::eval::value::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    everything("tostring", 1, 1, Type::String, |args, _| to(args, &Type::String)),
    everything("tonumber", 1, 1, Type::Number, |args, _| to(args, &Type::Number)),
    everything("tobool", 1, 1, Type::Bool, |args, _| to(args, &Type::Bool)),
    outside("tolist", 1, 1, Type::Any, |args, _| to(args, &Type::list(Type::Any))),
    everything("toset", 1, 1, Type::Any, |args, _| to(args, &Type::set(Type::Any))),
    outside("tomap", 1, 1, Type::Any, |args, _| to(args, &Type::map(Type::Any))),
    Function {
        name: "sensitive",
        arity: (1, 1),
        needs: Needs::Nothing,
        returns: Type::Any,
        run: |mut args, _| Ok(args.take(0).sensitive()),
    },
    nothing("nonsensitive", 1, 1, Type::Any, |mut args, _| {
        Ok(Value { sensitive: false, ..args.take(0) })
    }),
    nothing("issensitive", 1, 1, Type::Bool, issensitive),
];

fn to(mut args: Args, ty: &Type) -> Called {
    convert(args.take(0), ty)
}

fn issensitive(mut args: Args, _: &mut Budget) -> Called {
    let value = args.take(0);
    let known = value.is_known().then_some(value.sensitive);
    Ok(Value::bool(known))
}
